scbnn_test(nearest_test scbnn_support)
scbnn_test(network_test scbnn_network)
