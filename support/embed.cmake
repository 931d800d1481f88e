# scbnn_embed(TARGET FUNCTION FILES...): compiles the files' texts into TARGET. They come out of
# `std::span<const scbnn::Embedded> scbnn::FUNCTION()` (support/embedded.hpp), in the order
# given. A changed file is compiled in anew.
set(SCBNN_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_files.cmake)

function(scbnn_embed target function)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFUNCTION=${function} -DOUTPUT=${output} "-DFILES=${ARGN}"
      -P ${SCBNN_EMBED_SCRIPT}
    DEPENDS ${ARGN} ${SCBNN_EMBED_SCRIPT}
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
