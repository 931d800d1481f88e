// "Did you mean": near names are offered, far ones are not.
#include "support/nearest.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>

TEST_CASE("the nearest valid name is offered for a typo", "[support]") {
  const std::array<std::string, 3> names{"encoder", "presentations", "memory"};
  CHECK(scbnn::nearest("presentatons", names) == "presentations");
  CHECK(scbnn::nearest("memroy", names) == "memory");
  CHECK(scbnn::nearest("clock", names).empty());
  CHECK(scbnn::did_you_mean("encodr", names) == " (did you mean 'encoder'?)");
  CHECK(scbnn::did_you_mean("xyz", names).empty());
}
