// From class scores to the result beat: by way of totals and verdicts where scores accumulate.
#include <fmt/format.h>

#include "generator/emit/stages/side.hpp"
#include "generator/emit/stages/stages.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Instance;
using verilog::Wire;

const std::vector<Binding> kClock = {{"clk_i", "aclk"}, {"rst_i", "rst"}};

Instance argmax(const Design& design, const std::string& from) {
  const LayerPlan& last = design.scorer();
  const bool totals = design.totals.has_value();
  Instance argmax{"sc_argmax",
                  "u_argmax",
                  {{"Outputs", std::to_string(last.outputs)},
                   {"Pe", std::to_string(last.pe)},
                   {"ScoreWidth", std::to_string(design.result.score_width)},
                   {"SideWidth", totals ? std::to_string(design.totals->slot_width + 2) : "1"}},
                  {kClock}};
  if (totals) argmax.parameters.push_back({"Best", "2"});
  argmax.ports.push_back({{"valid_i", from + "_valid"},
                          {"ready_o", from + "_ready"},
                          {"scores_i", from + "_data"},
                          {"last_i", from + "_last"},
                          {"side_i", totals ? "{total_slot, total_side}" : from + "_error"}});
  const std::string to = totals ? "best" : "class";
  argmax.ports.push_back(
      {{"valid_o", to + "_valid"},
       {"ready_i", totals ? "1'b1" : "class_ready"},
       {"class_o", to + (totals ? "_class" : "_index")},
       {"score_o", totals ? "{best_second, best_total}" : "class_score"},
       {"side_o", totals ? "{best_slot, best_last, best_error}" : "class_error"}});
  return argmax;
}

Instance result_beat(const Design& design, const std::string& score) {
  Instance result{"sc_result",
                  "u_result",
                  {{"ClassWidth", std::to_string(design.result.class_width)},
                   {"ScoreWidth", std::to_string(design.result.score_width)}},
                  {kClock}};
  if (design.totals) result.parameters.push_back({"UsedWidth", "8"});
  result.ports.push_back({{"valid_i", "class_valid"},
                          {"ready_o", "class_ready"},
                          {"class_i", "class_index"},
                          {"score_i", score},
                          {"error_i", "class_error"}});
  result.ports.push_back({{"m_axis_tvalid", "m_axis_tvalid"},
                          {"m_axis_tready", "m_axis_tready"},
                          {"m_axis_tdata", "m_axis_tdata"},
                          {"m_axis_tlast", "m_axis_tlast"},
                          {"m_axis_tuser", "m_axis_tuser"}});
  return result;
}

std::string single_pass(const Design& design) {
  const LayerPlan& last = design.scorer();
  const std::vector<Wire> declared = {
      {1, "class_valid"},
      {1, "class_ready"},
      {design.result.class_width, "class_index"},
      {design.result.score_width, "class_score"},
      {1, "class_error"},
  };
  return "  // The class is the first maximum of the scores.\n" + verilog::wires(declared) + '\n' +
         verilog::instance(argmax(design, last.name)) + '\n' +
         verilog::instance(result_beat(design, "class_score"));
}

std::string totals(const Design& design, const TotalsPlan& plan) {
  const LayerPlan& last = design.scorer();
  const SideFields& side = design.output_of(last).side;
  const std::vector<Wire> declared = {
      {1, "total_valid"},
      {1, "total_ready"},
      {last.pe * plan.total_width, "total_data"},
      {1, "total_last"},
      {plan.slot_width, "total_slot"},
      {2, "total_side"},
  };
  return "  // Totals of each class over the presentations of an image.\n" +
         verilog::wires(declared) + '\n' +
         verilog::instance({"sc_accumulator",
                            "u_accumulator",
                            {{"Outputs", std::to_string(last.outputs)},
                             {"Pe", std::to_string(last.pe)},
                             {"ScoreWidth", std::to_string(last.scores()->score_width)},
                             {"TotalWidth", std::to_string(plan.total_width)},
                             {"Slots", std::to_string(plan.slots)},
                             {"SideWidth", "2"}},
                            {kClock,
                             {{"valid_i", last.name + "_valid"},
                              {"ready_o", last.name + "_ready"},
                              {"scores_i", last.name + "_data"},
                              {"last_i", last.name + "_last"},
                              {"slot_i", field_of(side, SideField::kSlot, last.name + "_side")},
                              {"first_i", field_of(side, SideField::kFirst, last.name + "_side")},
                              {"side_i", last.name + "_side[1:0]"}},
                             {{"valid_o", "total_valid"},
                              {"ready_i", "total_ready"},
                              {"totals_o", "total_data"},
                              {"last_o", "total_last"},
                              {"slot_o", "total_slot"},
                              {"side_o", "total_side"}}}});
}

std::string verdict(const Design& design, const TotalsPlan& plan) {
  const int classes = design.result.class_width;
  const std::vector<Wire> best = {
      {1, "best_valid"},
      {classes, "best_class"},
      {plan.total_width, "best_total"},
      {plan.total_width, "best_second"},
      {plan.slot_width, "best_slot"},
      {1, "best_last"},
      {1, "best_error"},
  };
  const std::vector<Wire> declared = {
      {1, "class_valid"},       {1, "class_ready"},
      {classes, "class_index"}, {plan.total_width, "class_total"},
      {8, "class_used"},        {1, "class_error"},
  };
  const LayerPlan& last = design.scorer();
  return "  // The class is the first maximum of the totals. An image ends with its last\n"
         "  // presentation, or once the class leads by the image's margin.\n" +
         verilog::wires(best) + '\n' + verilog::instance(argmax(design, "total")) + '\n' +
         verilog::wires(declared) + '\n' +
         verilog::instance({"sc_verdict",
                            "u_verdict",
                            {{"Outputs", std::to_string(last.outputs)},
                             {"TotalWidth", std::to_string(plan.total_width)},
                             {"MarginWidth", std::to_string(plan.margin_width)},
                             {"Presentations", std::to_string(design.presentations_max)},
                             {"Slots", std::to_string(plan.slots)}},
                            {kClock,
                             {{"image_i", "image_valid"},
                              {"image_slot_i", "image_slot"},
                              {"margin_i", "image_margin"}},
                             {{"valid_i", "best_valid"},
                              {"class_i", "best_class"},
                              {"total_i", "best_total"},
                              {"second_i", "best_second"},
                              {"slot_i", "best_slot"},
                              {"last_i", "best_last"},
                              {"error_i", "best_error"}},
                             {{"verdict_o", "verdict_valid"},
                              {"verdict_slot_o", "verdict_slot"},
                              {"stop_o", "verdict_stop"}},
                             {{"valid_o", "class_valid"},
                              {"ready_i", "class_ready"},
                              {"class_o", "class_index"},
                              {"total_o", "class_total"},
                              {"used_o", "class_used"},
                              {"error_o", "class_error"},
                              {"free_o", "slot_free"}}}}) +
         '\n' + verilog::instance(result_beat(design, "{class_used, class_total}"));
}

}  // namespace

std::string output_stage(const Design& design) {
  if (!design.totals) return single_pass(design);
  return totals(design, *design.totals) + '\n' + verdict(design, *design.totals);
}

}  // namespace scbnn
