"""What a block takes of a target, and how fast it is there: one function per flow.

Each returns figures as a flat dictionary. Yosys maps; nextpnr-ice40 places and routes; OpenSTA times.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from block import Block, ROOT
from cache import Cache
from registered import registered

sys.path.insert(0, str(ROOT / "tools" / "pictures"))
from xilinx import cells_of, resources  # noqa: E402

CELLS = Path("/usr/share/qflow/tech/osu018/osu018_stdcells.lib")
SEEDS = (1, 2, 3)
# Package, LUT4 and block RAMs of a device of the iCE40 family.
DEVICES = {"hx8k": ("ct256", 7680, 32), "up5k": ("sg48", 5280, 30)}
# What each flow needs, and the Debian package that has it.
NEEDS = {"yosys": "yosys", "nextpnr-ice40": "nextpnr-ice40", "sta": "opensta", str(CELLS): "qflow-tech-osu018"}
# abc's own script, with buffers where a net has more than 16 loads.
ABC = ("+strash;ifraig;scorr;dc2;dch,-f;map,-B,0.9;topo;buffer,-c,-N,16;upsize,-D,10000;dnsize,-D,10000")


class MissingTool(Exception):
    """A program or library that is not there; says how to get it."""


def check_tools(names: list[str]) -> None:
    lacking = [name for name in names if not (shutil.which(name) or Path(name).exists())]
    if lacking:
        packages = " ".join(NEEDS.get(name, name) for name in lacking)
        raise MissingTool(f"missing: {', '.join(lacking)}; `make setup-synth` installs {packages}")


def run(command: list[str], folder: Path, log: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    log.write_text(done.stdout + done.stderr)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed with {done.returncode}; see {log}")
    return done.stdout + done.stderr


class Flows:
    """The flows, with their programs and the cache of what they found."""

    def __init__(self, cache: Cache, yosys: str = "yosys", nextpnr: str = "nextpnr-ice40", sta: str = "sta"):
        self.cache, self.yosys, self.nextpnr, self.sta = cache, yosys, nextpnr, sta

    def cells(self, block: Block, flow: str) -> dict[str, int]:
        """The cells of a block after a flow of Yosys; its top is flattened."""
        def make(work: Path) -> dict[str, int]:
            script = block.read() + f"{flow} -top {block.top}; stat"
            return cells_of(run([self.yosys, "-p", script], block.folder, work / "log"))
        return self.cache.get(["cells", flow, block.content()], make)

    def ice40(self, block: Block) -> dict[str, object]:
        cells = self.cells(block, "synth_ice40")
        return {"lut4": cells.get("SB_LUT4", 0), "carry": cells.get("SB_CARRY", 0),
                "flip_flops": sum(count for name, count in cells.items() if name.startswith("SB_DFF")),
                "block_rams": sum(count for name, count in cells.items() if name.startswith("SB_RAM"))}

    def placed(self, block: Block, device: str) -> dict[str, object]:
        """MHz of a block between registers, the median of three seeds; nothing where it does not fit."""
        def make(work: Path) -> dict[str, object]:
            inside = registered(block, self.yosys, work)
            netlist = work / "netlist.json"
            run([self.yosys, "-p", inside.read() + f"synth_ice40 -top registered -json {netlist}"], block.folder,
                work / "yosys.log")
            found = []
            for seed in SEEDS:
                log = run([self.nextpnr, f"--{device}", "--package", DEVICES[device][0], "--json", str(netlist),
                           "--seed", str(seed), "--pcf-allow-unconstrained", "--timing-allow-fail"], work,
                          work / f"seed{seed}.log")
                found.append(float(re.findall(r"Max frequency for clock\s+'[^']*': ([0-9.]+) MHz", log)[-1]))
            return {"mhz": statistics.median(found), "all": found}

        use, (_, lut4, block_rams) = self.ice40(block), DEVICES[device]
        if use["lut4"] > lut4 or use["block_rams"] > block_rams:
            return {"mhz": None}
        return self.cache.get(["placed", device, SEEDS, block.content()], make)

    def xilinx(self, block: Block) -> dict[str, object]:
        return resources(self.cells(block, "synth_xilinx -family xc7 -flatten"))

    def ecp5(self, block: Block) -> dict[str, object]:
        cells = self.cells(block, "synth_ecp5")
        return {"lut4": cells.get("LUT4", 0) + 2 * cells.get("CCU2C", 0) + 4 * cells.get("TRELLIS_DPR16X4", 0),
                "flip_flops": cells.get("TRELLIS_FF", 0), "block_rams": cells.get("DP16KD", 0)}

    def osu018(self, block: Block) -> dict[str, object]:
        """um2 of a block (macros as their Liberty says), and ns from register to register where it has no macros."""
        def make(work: Path) -> dict[str, object]:
            result = {"area": self._area(block, work)}
            if not block.liberty:
                result["ns"] = self._delay(registered(block, self.yosys, work), work)
            return result
        return self.cache.get(["osu018", ABC, block.content()], make)

    def _netlist(self, block: Block, work: Path, name: str) -> str:
        libraries = "".join(f" -liberty {file}" for file in (str(CELLS), *block.liberty))
        boxes = "".join(f"read_liberty -lib {file}; " for file in block.liberty)
        script = (f"{boxes}{block.read()}synth -top {block.top} -flatten; dfflibmap -liberty {CELLS}; "
                  f"abc -liberty {CELLS} -script {ABC}; splitnets; opt_clean -purge; "
                  f"stat{libraries}; write_verilog -noattr {work / name}.v")
        return run([self.yosys, "-p", script], block.folder, work / f"{name}.log")

    def _area(self, block: Block, work: Path) -> float:
        log = self._netlist(block, work, "netlist")
        return round(float(re.findall(r"Chip area for (?:top )?module '[^']*': ([0-9.]+)", log)[-1]))

    def _delay(self, block: Block, work: Path) -> float:
        self._netlist(block, work, "timed")
        # What flip-flops drive is left to place and route: as if it had been buffered.
        (work / "time.tcl").write_text(f"""read_liberty {CELLS}
read_verilog {work / 'timed.v'}
link_design {block.top}
create_clock -name clk -period 100 [get_ports clk]
foreach cell [all_registers -cells] {{
  set q [get_pins -quiet [get_full_name $cell]/Q]
  if {{$q != ""}} {{
    set_assigned_delay -cell -from [get_pins [get_full_name $cell]/CLK] -to $q 0.8
    set_assigned_transition 0.3 $q
  }}
}}
puts "slack [worst_slack]"
exit
""")
        log = run([self.sta, "-no_splash", "-exit", str(work / "time.tcl")], work, work / "time.log")
        slack = float(re.findall(r"^slack (\S+)", log, re.MULTILINE)[-1])
        # OpenSTA answers in seconds or in the Liberty's unit, by its version.
        return round(100 - (slack * 1e9 if slack < 1e-3 else slack), 2)

