# site_embed(NAME FOLDER OUT_VAR FILES...): text files of FOLDER become generated/NAME.hpp with one std::string_view function,
# site::embedded::NAME(path); a name that is not there is empty. OUT_VAR receives the generated source to add to a library.

function(site_embed name folder out)
  set(files "")
  foreach(file IN LISTS ARGN)
    list(APPEND files ${folder}/${file})
  endforeach()
  set(source ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
  set(header ${CMAKE_BINARY_DIR}/generated/${name}.hpp)
  string(REPLACE ";" "," joined "${ARGN}")
  add_custom_command(
    OUTPUT ${source} ${header}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFOLDER=${folder} -DFILES=${joined} -DSOURCE=${source} -DHEADER=${header}
            -P ${CMAKE_SOURCE_DIR}/tools/cmake/embed_files.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/tools/cmake/embed_files.cmake
    VERBATIM)
  set(${out} ${source} ${header} PARENT_SCOPE)
endfunction()
