# Tests of the Python tools, and of the figures that the model cards promise.
add_test(NAME trainer_test
  COMMAND /usr/bin/python3 -m unittest discover -s tools/train/tests -p "*_test.py"
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
