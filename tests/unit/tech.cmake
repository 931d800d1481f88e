# Tests of technology files and of the macros' views made from them.
scbnn_test(tech_test scbnn_tech)
scbnn_test(views_test scbnn_views scbnn_cost)
# Through OpenSTA and magic.
scbnn_program_test(views_tools_test unit/views_tools_test.cpp scbnn_views)
scbnn_label(views_tools_test rtl)
