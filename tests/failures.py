"""What went wrong in a test that goes on to the end."""


class Failures:
    def __init__(self):
        self.count = 0

    def check(self, ok, what):
        if not ok:
            self.count += 1
            print("wrong:", what)
