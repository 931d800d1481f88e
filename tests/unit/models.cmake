# Golden and fast model.
scbnn_test(models_golden_test scbnn_golden)
scbnn_test(models_fast_test scbnn_golden scbnn_fast)
if(TARGET scbnn_import)
  scbnn_test(models_full_test scbnn_golden scbnn_fast scbnn_data scbnn_import)
endif()
