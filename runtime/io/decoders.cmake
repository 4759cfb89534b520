# The decoders of .gz and .zst inputs, from the distribution's static archives: each one relocatable object, which goes
# into both runtime archives. So whoever builds a detector needs no library, and detectors stay static.
#
# Debian's archives are built for glibc. All that these decoders ask of a C library is memory functions and the stack
# protector's word, whose place musl shares with glibc (fs:0x28 on x86-64, __stack_chk_guard elsewhere), so the same
# object serves both; the link of the first detector would show anything else as an undefined symbol.
#
# Only the functions that the codecs call stay visible. zstd's formats from before 1.0 (90 KB) stay outside: references
# to them are made weak, for which the linker fetches nothing, and never followed, because unpack.c hands over frames
# with the current magic number only. Unwind tables go too: no exception passes through C.
set(decoders "")
set(decoder_definitions "")

# decoder(library headers functions [options of objcopy])
function(decoder library headers functions)
    string(TOUPPER ${library} upper)
    find_library(${upper}_ARCHIVE lib${library}.a)
    set(have 1)
    foreach(header ${headers})
        find_file(${header}_FILE ${header})
        if(${header}_FILE)
            configure_file(${${header}_FILE} ${third_party}/${header} COPYONLY)
        else()
            set(have 0)
        endif()
    endforeach()
    if(NOT ${upper}_ARCHIVE OR NOT CMAKE_OBJCOPY)
        set(have 0)
    endif()
    set(decoder_definitions ${decoder_definitions} KQ_HAVE_${upper}=${have} PARENT_SCOPE)
    if(NOT have)
        message(WARNING "no lib${library}.a with its headers: detectors will refuse inputs in its format")
        return()
    endif()
    set(roots "")
    set(visible "")
    foreach(function ${functions})
        list(APPEND roots -Wl,-u,${function})
        list(APPEND visible --keep-global-symbol=${function})
    endforeach()
    set(folder ${PROJECT_BINARY_DIR}/decoders)
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(OUTPUT ${folder}/${library}.o DEPENDS ${${upper}_ARCHIVE} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
        COMMAND ${CMAKE_OBJCOPY} --wildcard --weaken-symbol=ZSTDv0* --weaken-symbol=ZBUFFv0*
                ${${upper}_ARCHIVE} ${folder}/${library}.a
        COMMAND ${CMAKE_C_COMPILER} -r -nostdlib ${roots} -o ${folder}/${library}.all.o ${folder}/${library}.a
        COMMAND ${CMAKE_OBJCOPY} ${visible} ${ARGN} --remove-section=.eh_frame --remove-section=.rela.eh_frame
                ${folder}/${library}.all.o ${folder}/${library}.o
        VERBATIM)
    set(decoders ${decoders} ${folder}/${library}.o PARENT_SCOPE)
endfunction()

decoder(z "zlib.h;zconf.h" "inflateInit2_;inflate;inflateReset;inflateEnd")
# ZSTD_decompressStream is for bench/limit_decompress.c.
decoder(zstd "zstd.h;zstd_errors.h" "ZSTD_createDCtx;ZSTD_freeDCtx;ZSTD_getFrameHeader;ZSTD_decompressBegin;\
ZSTD_nextSrcSizeToDecompress;ZSTD_decompressContinue;ZSTD_decompressStream;ZSTD_isError;ZSTD_getErrorName"
    --redefine-sym=memmove=kq_decoder_move)
