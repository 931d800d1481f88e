# Tests of technology files and of the macros' views made from them.
scbnn_test(tech_test scbnn_tech)
scbnn_test(views_test scbnn_views scbnn_cost)
scbnn_test(views_tools_test scbnn_views)
