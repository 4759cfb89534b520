# What scalar functions take from libraries (archives.cmake): one object for each group of functions, so that a detector
# links no more than it calls.
set(function_objects "")
find_library(Z_ARCHIVE libz.a REQUIRED)
find_library(EXPAT_ARCHIVE libexpat.a REQUIRED)
find_library(MD_ARCHIVE libmd.a REQUIRED)
find_library(MAXMINDDB_ARCHIVE libmaxminddb.a REQUIRED)
third_party_headers(have_headers expat.h expat_external.h md5.h sha1.h sha2.h maxminddb.h maxminddb_config.h)
if(NOT have_headers)
    message(FATAL_ERROR "headers of expat, libmd or libmaxminddb are missing: run .ci/setup")
endif()
set(glibc_names --redefine-sym=__fprintf_chk=kq_glibc_print --redefine-sym=__sprintf_chk=kq_glibc_print_text
    --redefine-sym=__memset_chk=kq_glibc_memset --redefine-sym=arc4random_buf=kq_glibc_random
    --redefine-sym=getaddrinfo=kq_glibc_no_address --redefine-sym=freeaddrinfo=kq_glibc_free_nothing
    --redefine-sym=getenv=kq_glibc_no_variable)

archive_object(function_objects deflate ${Z_ARCHIVE} "deflateInit2_;deflate;deflateEnd;deflateBound")
archive_object(function_objects expat ${EXPAT_ARCHIVE} "XML_ParserCreate;XML_ParserFree;XML_Parse;XML_SetUserData;\
XML_SetElementHandler;XML_SetCharacterDataHandler;XML_SetEntityDeclHandler;XML_StopParser" ${glibc_names})
foreach(digest MD5 SHA1 SHA256)
    archive_object(function_objects md_${digest} ${MD_ARCHIVE} "${digest}Init;${digest}Update;${digest}Final")
endforeach()
archive_object(function_objects maxminddb ${MAXMINDDB_ARCHIVE} "MMDB_open;MMDB_close;MMDB_lookup_sockaddr;\
MMDB_aget_value;MMDB_strerror" ${glibc_names})
