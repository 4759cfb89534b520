# The decoders of .gz and .zst inputs (archives.cmake). Without a library, detectors refuse inputs in its format.
set(decoders "")
set(decoder_definitions "")

# decoder(library headers functions [options of objcopy])
function(decoder library headers functions)
    string(TOUPPER ${library} upper)
    find_library(${upper}_ARCHIVE lib${library}.a)
    third_party_headers(have ${headers})
    if(NOT ${upper}_ARCHIVE OR NOT CMAKE_OBJCOPY)
        set(have 0)
    endif()
    set(decoder_definitions ${decoder_definitions} KQ_HAVE_${upper}=${have} PARENT_SCOPE)
    if(NOT have)
        message(WARNING "no lib${library}.a with its headers: detectors will refuse inputs in its format")
        return()
    endif()
    archive_object(decoders ${library} ${${upper}_ARCHIVE} "${functions}" ${ARGN})
    set(decoders ${decoders} PARENT_SCOPE)
endfunction()

decoder(z "zlib.h;zconf.h" "inflateInit2_;inflate;inflateReset;inflateEnd")
# ZSTD_decompressStream is for bench/limit_decompress.c.
decoder(zstd "zstd.h;zstd_errors.h" "ZSTD_createDCtx;ZSTD_freeDCtx;ZSTD_getFrameHeader;ZSTD_decompressBegin;\
ZSTD_nextSrcSizeToDecompress;ZSTD_decompressContinue;ZSTD_decompressStream;ZSTD_isError;ZSTD_getErrorName"
    --redefine-sym=memmove=kq_decoder_move)
