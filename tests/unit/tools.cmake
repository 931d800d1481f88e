# Tests of the Python tools, and of the figures that the model cards promise.
scbnn_script_test(trainer_test unit
  /usr/bin/python3 -m unittest discover -s tools/train/tests -p "*_test.py")
scbnn_label(trainer_test long)
# Pictures and tables of README and docs against the figures that they show.
scbnn_script_test(pictures_test unit /usr/bin/python3 -B tests/unit/pictures_test.py)
