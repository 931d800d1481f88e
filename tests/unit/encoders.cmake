# The golden encoders: known answers and statistics.
scbnn_test(encoder_known_answers_test scbnn_golden ZLIB::ZLIB)
scbnn_test(encoder_statistics_test scbnn_golden fmt::fmt)
scbnn_label(encoder_statistics_test long)
