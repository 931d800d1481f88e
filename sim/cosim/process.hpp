// Child processes: commands that run to their end, and a simulator whose output is read.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace scbnn::cosim {

struct Command {
  std::vector<std::string> words;  ///< program (found on PATH) and arguments
  std::filesystem::path folder;    ///< to run in
};

/// The command as a user would type it.
[[nodiscard]] std::string to_string(const Command& command);

struct Finished {
  int status = 0;      ///< exit status, or 128 + the signal that ended it
  std::string output;  ///< standard output and standard error as they came
};

/// Runs a command to its end. Throws InputError if it cannot be started.
[[nodiscard]] Finished run(const Command& command);

/// A running program whose standard output is read; standard error goes to a file.
class Process {
 public:
  /// Throws InputError if it cannot be started.
  Process(const Command& command, const std::filesystem::path& error_file);
  ~Process();  ///< ends the program if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Reads exactly `size` bytes; false if the output ends before.
  [[nodiscard]] bool read(void* data, std::size_t size);

  /// Waits for its end; the status as in Finished.
  int wait();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::vector<unsigned char> buffer_;
  std::size_t next_ = 0;
};

}  // namespace scbnn::cosim
