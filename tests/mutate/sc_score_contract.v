// sc_score: The score has room for what is computed; no larger shift comes.
always @* assume (ShiftMax == 0 || shift_i <= ShiftMax);
