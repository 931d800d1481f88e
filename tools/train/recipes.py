"""The named training recipes. A recipe holds every choice that shapes a network but the seed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """How one network is trained. `--set field=value` overrides a field for an experiment."""

    name: str
    about: str
    data: str  # folder under $SCBNN_DATA
    sizes: tuple[int, ...]  # inputs, hidden layers ..., classes
    # The hardware that will run it.
    encoder: str = ""  # encoder.kind of docs/encoders.md; none: 8-bit pixels
    presentations: tuple[int, ...] = ()  # T that it is made for; the last one decides
    mode: str = "first"  # what accumulates over the presentations: "first" layer or "output"
    # What it sees while training.
    bits: str = "grey"  # drawn by drawing.py: "grey" pixels, "random", "fresh" or "hardware" bits
    draws: tuple[int, ...] = ()  # T of these bits, one per batch
    jitter: int = 0  # grey levels by which a pixel is off, either way, at most
    flip: bool = False  # mirror every other training image left to right
    shift: int = 0  # each training image moves by up to this many pixels either way
    weight_errors: tuple[float, ...] = ()  # rates of inverted weights; an image sees one of them
    # How it learns.
    base: str = ""  # recipe whose network, of the same seed, training goes on from
    epochs: int = 60
    batch: int = 200
    learning_rate: float = 0.01  # peak, of the latent weights in [-1, 1]
    other_learning_rate: float = 0.001  # peak, of batch norm, output scale and bias
    warmup: float = 2.0  # epochs of linear rise; a cosine falls to 0 from there
    label_smoothing: float = 0.1

    @property
    def stochastic(self) -> bool:
        """Whether the network is made for an encoder's bits at its input."""
        return bool(self.encoder)

    def replace(self, settings: list[str]) -> Recipe:
        """This recipe with `field=value` settings applied; ValueError names a bad one."""
        types = {field.name: field.type for field in dataclasses.fields(self)}
        changes = {}
        for setting in settings:
            field, equals, text = setting.partition("=")
            if not equals or field not in types:
                raise ValueError(
                    f"'{setting}' is not FIELD=VALUE with a field of {', '.join(types)}"
                )
            try:
                changes[field] = _PARSERS[types[field]](text)
            except (KeyError, ValueError):
                raise ValueError(f"'{setting}': '{text}' is not {types[field]}") from None
        return dataclasses.replace(self, **changes)


def _parse_bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


_PARSERS = {
    "str": str,
    "int": int,
    "float": float,
    "bool": _parse_bool,
    "tuple[int, ...]": lambda text: tuple(int(part) for part in text.split(",") if part),
    "tuple[float, ...]": lambda text: tuple(float(part) for part in text.split(",") if part),
}
_FASHION = {"data": "fashion-mnist", "sizes": (784, 1024, 1024, 10), "flip": True}
_MNIST = {"data": "mnist", "sizes": (784, 1024, 1024, 10), "shift": 1}
_TUNING = {"epochs": 12, "learning_rate": 0.005}  # of a network that has a base


def _lattice(presentations: int) -> dict:
    """Fields of a network for the encoder `lattice` at one T."""
    return {
        "encoder": "lattice",
        "presentations": (presentations,),
        "bits": "hardware",
        "draws": (presentations,),
        "jitter": 32,
        **_TUNING,
    }


def _rounded(bits: int) -> Recipe:
    """The rival of stochastic input: a conventional network on pixels of fewer bits."""
    levels = 2**bits - 1
    return Recipe(
        name=f"fashion-mnist-mlp-rounded-{bits}",
        about=f"784-1024-1024-10 for pixels rounded to {bits} bit{'s' if bits > 1 else ''}",
        base="fashion-mnist-mlp-conventional",
        encoder="threshold",
        presentations=(levels,),
        bits="hardware",
        draws=(levels,),
        **_FASHION,
        **_TUNING,
    )


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="fashion-mnist-mlp",
            about="784-1024-1024-10 for stochastic input, T = 4",
            base="fashion-mnist-mlp-conventional",
            **_lattice(4),
            **_FASHION,
        ),
        Recipe(
            name="fashion-mnist-mlp-tolerant",
            about="fashion-mnist-mlp for memories with up to 4 % of inverted weights",
            **{**_lattice(4), "base": "fashion-mnist-mlp", "weight_errors": (0.0, 0.02, 0.04, 0.06)},
            **_FASHION,
        ),
        Recipe(
            name="fashion-mnist-mlp-t2",
            about="784-1024-1024-10 for stochastic input, T = 2",
            base="fashion-mnist-mlp-conventional",
            **_lattice(2),
            **_FASHION,
        ),
        Recipe(
            name="fashion-mnist-mlp-t1",
            about="784-1024-1024-10 for stochastic input, T = 1",
            base="fashion-mnist-mlp-conventional",
            **{**_lattice(1), "epochs": 24},
            **_FASHION,
        ),
        Recipe(
            name="fashion-mnist-mlp-output",
            about="784-1024-1024-10 for mode output with early stop, T up to 8",
            base="fashion-mnist-mlp-conventional",
            mode="output",
            **{**_lattice(8), "draws": (1,)},
            **_FASHION,
        ),
        Recipe(
            name="fashion-mnist-mlp-paper",
            about="784-1024-1024-10 in the paper's setting: an LFSR a lane, random-trained, T = 8",
            base="fashion-mnist-mlp-conventional",
            encoder="lfsr",
            presentations=(8,),
            bits="random",
            draws=(8,),
            **_FASHION,
            **_TUNING,
        ),
        Recipe(
            name="fashion-mnist-mlp-conventional",
            about="784-1024-1024-10 for 8-bit input",
            **_FASHION,
        ),
        *(_rounded(bits) for bits in (1, 2, 3, 4)),
        Recipe(
            name="mnist-mlp",
            about="784-1024-1024-10 for stochastic input, T = 4",
            base="mnist-mlp-conventional",
            **_lattice(4),
            **_MNIST,
        ),
        Recipe(
            name="mnist-mlp-conventional",
            about="784-1024-1024-10 for 8-bit input",
            epochs=20,
            **_MNIST,
        ),
        Recipe(
            name="shapes-mlp",
            about="784-96-96-10 for stochastic input: 85.4 kbit of weights, fits a small FPGA",
            data="shapes",
            sizes=(784, 96, 96, 10),
            encoder="lfsr",
            presentations=(1, 2, 8, 16, 4),
            bits="random",
            draws=(8,),
            learning_rate=0.03,
            other_learning_rate=0.01,
        ),
    )
}
