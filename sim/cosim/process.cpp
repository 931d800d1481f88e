// Children by posix_spawn, so that threads may start them.
#include "sim/cosim/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "support/problem.hpp"
#include "support/quoting.hpp"

extern char** environ;

namespace scbnn::cosim {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};

  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw InputError("pipe", std::strerror(errno));
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int release_reader() { return std::exchange(ends[0], -1); }
};

// Standard error goes to `error_file`, or with the output where that is empty.
pid_t spawn(const Command& command, int output, const std::string& error_file) {
  std::vector<char*> words;
  for (const std::string& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (error_file.empty()) {
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error_file.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0666);
  }
  const std::string folder = command.folder.string();
  if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw InputError(command.words[0], fmt::format("cannot be run: {} (command: {})",
                                                   std::strerror(error), to_string(command)));
  }
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::string to_string(const Command& command) {
  std::string text;
  if (!command.folder.empty()) text = fmt::format("cd {} && ", shell_word(command.folder.string()));
  for (const std::string& word : command.words) text += shell_word(word) + ' ';
  text.pop_back();
  return text;
}

Finished run(const Command& command) {
  Pipe pipe;
  const pid_t pid = spawn(command, pipe.ends[1], "");
  close(std::exchange(pipe.ends[1], -1));
  Finished finished;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t count = ::read(pipe.ends[0], piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    finished.output.append(piece.data(), static_cast<std::size_t>(count));
  }
  finished.status = wait_for(pid);
  return finished;
}

Process::Process(const Command& command, const std::filesystem::path& error_file) {
  Pipe pipe;
  pid_ = spawn(command, pipe.ends[1], error_file.string());
  output_ = pipe.release_reader();
}

Process::~Process() {
  close(output_);
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    wait_for(pid_);
  }
}

bool Process::read(void* data, std::size_t size) {
  auto* target = static_cast<unsigned char*>(data);
  while (size > 0) {
    if (next_ == buffer_.size()) {
      buffer_.resize(std::size_t{1} << 16U);
      next_ = 0;
      const ssize_t count = ::read(output_, buffer_.data(), buffer_.size());
      buffer_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
    }
    const std::size_t piece = std::min(size, buffer_.size() - next_);
    std::memcpy(target, buffer_.data() + next_, piece);
    next_ += piece;
    target += piece;
    size -= piece;
  }
  return true;
}

int Process::wait() { return wait_for(std::exchange(pid_, -1)); }

}  // namespace scbnn::cosim
