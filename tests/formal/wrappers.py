"""Modules that stand around what the generator wrote: they connect it to control_rule.v and top_rule.v."""

import re

KINDS = {"constant": 0, "control": 1, "status": 2, "setting": 3, "load-select": 4, "load-data": 5, "load-count": 6,
         "counter": 7}
OF_ITSELF = {"CYCLES": 8, "CYCLES_HIGH": 9, "REFUSED": 10, "UNCORRECTABLE": 11}
EVENTS = {"FRAMES": "frame_i", "IMAGES": "result_i", "BAD_FRAMES": "result_i && bad_i"}
# Wires of the top that hold a setting: before sc_frame_check and after it.
OTHERS = {"SEED": ("cfg_seed", "check_seed"), "MARGIN": ("cfg_margin", "check_margin")}


def ports_of(text):
    """{name: (direction, bits)} of a generated module."""
    found = re.findall(r"^  (input|output) +wire +(?:\[(\d+):0\] +)?(\w+)", text, re.MULTILINE)
    return {name: (direction, int(high or 0) + 1) for direction, high, name in found}


class Wrapper:
    """One module, its inputs free, beside a rule that sees its ports and wires inside it."""

    def __init__(self, module, text):
        self.module, self.ports = module, ports_of(text)
        self.inside, self.rules = {}, []

    def wire(self, name, width=1):
        """A wire inside the module."""
        self.inside[f"\\u_dut.{name} "] = width
        return f"\\u_dut.{name} "

    def rule(self, module, name, parameters, bound):
        listed = [",\n".join(f"    .{key}({value})" for key, value in part.items()) for part in (parameters, bound)]
        self.rules.append(f"  {module} #(\n{listed[0]}\n  ) {name} (\n{listed[1]}\n  );")

    def text(self):
        inputs = [f"  input wire [{bits - 1}:0] {name}" for name, (way, bits) in self.ports.items() if way == "input"]
        return "\n".join([
            f"module {self.module}_props (", ",\n".join(inputs), ");",
            *(f"  wire [{bits - 1}:0] {name};" for name, (way, bits) in self.ports.items() if way == "output"),
            *(f"  (* hierconn *) wire [{bits - 1}:0] {name};" for name, bits in self.inside.items()),
            f"  {self.module} u_dut (", ",\n".join(f"    .{name}({name})" for name in self.ports), "  );",
            *self.rules, "endmodule", ""])


def vector(width, values):
    """A parameter: the first value in the low bits."""
    return "{" + ", ".join(f"{width}'d{value}" for value in reversed(values)) + "}" if values else "0"


def slots(registers, value):
    """32 bits per register, 0 where it has no `value`."""
    return "{" + ",\n      ".join(value(register) or "32'd0" for register in reversed(registers)) + "}"


def bus(ports):
    """AXI4-Lite ports by the names of axi_lite_rule."""
    return {name[len("s_axil_"):] + "_i": name for name in ports if name.startswith("s_axil_")}


def control(module, text, manifest):
    """The control module under control_rule."""
    registers = manifest["control"]["registers"]
    memories = {memory["name"]: memory for memory in manifest["memories"]}
    loads = [{**memories[load["memory"]], **load} for load in manifest["control"].get("load", [])]
    wrapper = Wrapper(module, text)
    inside = wrapper.wire

    def remembered(register):
        if register["kind"] == "counter":
            return inside(f"{register['name'].lower()}_count", 32)
        if register["kind"] == "load-count":
            return inside("loader_count", 32)
        if register["kind"] == "load-select":
            return f"32'd0 | {inside('select_q', register['width'])}"
        return None

    def event(register):
        name = register["name"]
        if register["kind"] != "counter" or name in OF_ITSELF:
            return "1'b0"
        return EVENTS.get(name, f"{name.lower()}_i")

    parameters = {
        "Registers": len(registers), "Offsets": vector(12, [r["offset"] for r in registers]),
        "Kinds": vector(4, [OF_ITSELF.get(r["name"], KINDS[r["kind"]]) for r in registers]),
        "Widths": vector(6, [r["width"] for r in registers]), "Resets": vector(32, [r["reset"] for r in registers]),
        "Writable": vector(1, [int(r["writable"]) for r in registers]),
        "WideErrors": vector(1, [int(r["wide_error"] and r["width"] < 32) for r in registers]),
        "Memories": len(loads), "Words": vector(32, [m["words"] for m in loads]),
        "Rows": vector(32, [m["rows"] for m in loads]), "RowBits": vector(32, [m["width"] for m in loads]),
        "LaneBits": vector(32, [m["lane_width"] for m in loads]), "Lanes": vector(32, [m["lanes"] for m in loads])}
    bound = {"clk_i": "clk_i", "rst_i": "rst_i", **bus(wrapper.ports), "run_i": "run_o", "idle_i": "idle_i",
             "settings_i": slots(registers, lambda r: f"32'd0 | {r['name'].lower()}_o" if r["kind"] == "setting" else None),
             "events_i": "{" + ", ".join(event(r) for r in reversed(registers)) + "}",
             "held_i": slots(registers, remembered)}
    for name, width in (("awaddr", 12), ("araddr", 12), ("wdata", 32), ("whole", 1)):
        bound[f"held_{name}_i"] = inside(f"u_axi_lite.{name}_q", width)
    for name in ("valid", "ready", "write", "row", "lane", "done", "error"):
        end = "o" if name in ("valid", "write", "row", "lane") else "i"
        bound[f"load_{name}_i"] = f"load_{name}_{end}" if loads else "0"
    bound["loader_valid_i"] = inside("load_access") if loads else "0"
    for name in ("begun", "write", "taken", "wait", "end", "wrong", "fill"):
        bound[f"loader_{name}_i"] = inside(f"u_loader.{name}_q", 6 if name == "fill" else 1) if loads else "0"
    wrapper.rule("control_rule", "u_in", parameters, bound)
    return wrapper.text()


def top(module, text, manifest):
    """The top under top_rule."""
    settings = {r["name"]: r for r in manifest["control"]["registers"] if r["kind"] == "setting"}
    loads = len(manifest["control"].get("load", []))
    wrapper = Wrapper(module, text)
    inside = wrapper.wire
    log2 = settings.get("PRESENTATIONS", {}).get("width", 0)
    others = [(*OTHERS[name], settings[name]["width"]) for name in OTHERS if name in settings]
    other = sum(width for _, _, width in others)
    data = wrapper.ports["s_axis_tdata"][1]
    most = int(re.search(r"\.Log2Max +\((\d+)\)", text)[1])
    parameters = {"Log2Width": log2, "Log2Max": most, "OtherWidth": other, "DataWidth": data,
                  "ResultWidth": wrapper.ports["m_axis_tdata"][1]}

    def joined(index):
        return "{" + ", ".join(inside(each[index], each[2]) for each in others) + "}" if others else "0"

    bound = {"clk_i": "aclk", "rst_i": "!aresetn"}
    bound |= {f"{name}_i": name for name in wrapper.ports if name[:7] in ("s_axis_", "m_axis_")}
    bound |= {f"check_{name}_i": inside(f"check_{name}", data if name == "data" else 1)
              for name in ("valid", "ready", "data", "last", "error")}
    bound |= {"check_log2_i": inside("check_log2", log2) if log2 else "0", "check_others_i": joined(1),
              "log2_i": inside("cfg_log2_presentations", log2) if log2 else "0", "others_i": joined(0)}
    bound |= {f"{name}_i": inside(name) for name in ("class_valid", "run", "idle", "frame_in", "result_out")}
    bound |= {f"load_{name}_i": f"32'd0 | {inside(f'load_{name}', loads)}" if loads else "0"
              for name in ("valid", "ready", "done")}
    select = manifest["control"]["registers"]
    select = next((r["width"] for r in select if r["kind"] == "load-select"), 1)
    bound |= {"loader_wait_i": inside("u_control.u_loader.wait_q") if loads else "0",
              "select_i": f"32'd0 | {inside('u_control.select_q', select)}" if loads else "0"}
    bound |= {"gate_count_i": inside("u_frame_gate.count_q", 16), "gate_begun_i": inside("u_frame_gate.begun_q"),
              "check_inside_i": inside("u_frame_check.inside_q"),
              "check_settings_i": inside("u_frame_check.settings_q", max(log2, 1) + other)}
    wrapper.rule("top_rule", "u_in", parameters, bound)
    return wrapper.text()
