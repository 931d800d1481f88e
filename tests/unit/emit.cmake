# Tests of emit.
scbnn_test(emit_folder_test scbnn_cli)
