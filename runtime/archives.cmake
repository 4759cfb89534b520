# Functions of the distribution's static libraries, each set as one relocatable object that goes into both runtime
# archives. So whoever builds a detector needs no library, detectors stay static, and one that does not use the functions
# does not link them.
#
# Debian's archives are built for glibc. What these functions ask of a C library musl has too (its stack protector's word
# is at the same place: fs:0x28 on x86-64, __stack_chk_guard elsewhere), but for a few names that are renamed to those of
# runtime/core/glibc_names.c. So the same object serves both; the link of the first detector would show anything else as
# an undefined symbol.
#
# Only the functions named stay visible. Unwind tables go: no exception passes through C.

# archive_object(name library functions [options of objcopy]): ${PROJECT_BINARY_DIR}/archives/<name>.o, in `objects_var`
function(archive_object objects_var name archive functions)
    set(roots "")
    set(visible "")
    foreach(function ${functions})
        list(APPEND roots -Wl,-u,${function})
        list(APPEND visible --keep-global-symbol=${function})
    endforeach()
    set(folder ${PROJECT_BINARY_DIR}/archives)
    file(MAKE_DIRECTORY ${folder})
    # Before the link: references to zstd's formats from before 1.0 (90 KB) are made weak, for which the linker fetches
    # nothing; they are never followed, because unpack.c hands over frames with the current magic number only.
    add_custom_command(OUTPUT ${folder}/${name}.o DEPENDS ${archive} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
        COMMAND ${CMAKE_OBJCOPY} --wildcard --weaken-symbol=ZSTDv0* --weaken-symbol=ZBUFFv0* ${archive} ${folder}/${name}.a
        COMMAND ${CMAKE_C_COMPILER} -r -nostdlib ${roots} -o ${folder}/${name}.all.o ${folder}/${name}.a
        COMMAND ${CMAKE_OBJCOPY} ${visible} ${ARGN} --remove-section=.eh_frame --remove-section=.rela.eh_frame
                ${folder}/${name}.all.o ${folder}/${name}.o
        VERBATIM)
    set(${objects_var} ${${objects_var}} ${folder}/${name}.o PARENT_SCOPE)
endfunction()

# third_party_headers(result header...): copies headers to where the runtime sees nothing else of /usr/include; `result`
# is 0 when one is missing.
function(third_party_headers result)
    set(${result} 1 PARENT_SCOPE)
    foreach(header ${ARGN})
        find_file(${header}_FILE ${header} PATHS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE})
        if(${header}_FILE)
            configure_file(${${header}_FILE} ${third_party}/${header} COPYONLY)
        else()
            set(${result} 0 PARENT_SCOPE)
        endif()
    endforeach()
endfunction()
