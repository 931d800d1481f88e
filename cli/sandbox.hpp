// A stranger's folder in a sandbox: simulate compiles and runs what is there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace scbnn::cli {

/// Runs this command again in bubblewrap (bwrap) without the option `--sandbox`, and does not
/// come back. Inside there are no network, no other processes, no sockets of services, and nothing
/// can be written but `folder`/build; what the user may read is readable. `outputs` are the files
/// that the command is to write (empty and "-" are none): with a sandbox they must lie in there.
/// Throws InputError where bwrap is missing or cannot work here, or `folder`/build is no folder.
[[noreturn]] void run_in_sandbox(const std::filesystem::path& folder,
                                 const std::vector<std::string>& outputs);

}  // namespace scbnn::cli
