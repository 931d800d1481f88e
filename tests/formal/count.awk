# Sums the lines of prove.py into one.
{
  proofs += 1
  for (i = 2; i <= NF; i++) {
    if ($i ~ /^assertions/) assertions += $(i - 1)
    if ($i ~ /^induction/) inductive += $(i - 2)
    if ($i ~ /^covers/) covers += $(i - 1)
    if ($i ~ /^caught/) canaries += 1
  }
}
END {
  printf "formal: %d proofs, %d assertions (%d by induction), %d covers reached, %d canaries caught\n",
    proofs, assertions, inductive, covers, canaries
}
