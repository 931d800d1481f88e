"""The named training recipes. A recipe holds every choice that shapes a network but the seed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from layers import Conv, Dense, Flatten, Layer, Norm, Pool, Scores, Shape, Sign


@dataclass(frozen=True)
class Recipe:
    """How one network is trained. `--set field=value` overrides a field for an experiment."""

    name: str
    about: str
    data: str  # folder under $SCBNN_DATA
    image: Shape  # [height, width, channels]
    layers: tuple[Layer, ...]
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
    precision: str = "float32"  # of the sums while training; "bfloat16" is twice as fast in maps

    @property
    def stochastic(self) -> bool:
        """Whether the network is made for an encoder's bits at its input."""
        return bool(self.encoder)

    def settings(self) -> dict[str, object]:
        """Every field as JSON has it."""
        plain = {key: list(v) if isinstance(v, tuple) else v for key, v in vars(self).items()}
        return {**plain, "layers": [str(layer) for layer in self.layers]}

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


def _hidden(product: Conv | Dense, *pool: Pool) -> tuple[Layer, ...]:
    """Batch norm follows the pooling, so that it centres what the sign sees."""
    return product, *pool, Norm(), Sign()


def _dense(*sizes: int) -> tuple[Layer, ...]:
    """Hidden layers of these sizes, and the scores of the classes."""
    hidden = [layer for size in sizes[:-1] for layer in _hidden(Dense(size))]
    return Flatten(), *hidden, Dense(sizes[-1]), Scores()


_GREY = (28, 28, 1)
_MLP = _dense(1024, 1024, 10)
_FASHION = {"data": "fashion-mnist", "image": _GREY, "layers": _MLP, "flip": True}
_MNIST = {"data": "mnist", "image": _GREY, "layers": _MLP, "shift": 1}
_FASHION_MAPS = {
    "data": "fashion-mnist",
    "image": _GREY,
    "layers": (
        *_hidden(Conv(32)),
        *_hidden(Conv(32), Pool()),
        *_hidden(Conv(64)),
        *_hidden(Conv(64), Pool()),
        *_dense(256, 10),
    ),
    "flip": True,
    "batch": 100,
    "other_learning_rate": 0.002,
    "label_smoothing": 0.0,
    "precision": "bfloat16",
}
_CIFAR = {
    "data": "cifar-10",
    "image": (32, 32, 3),
    "layers": (  # the network that FINN calls CNV
        *_hidden(Conv(64)),
        *_hidden(Conv(64), Pool()),
        *_hidden(Conv(128)),
        *_hidden(Conv(128), Pool()),
        *_hidden(Conv(256)),
        *_hidden(Conv(256)),
        *_dense(512, 512, 10),
    ),
    "flip": True,
    "shift": 4,
    "batch": 100,
    "other_learning_rate": 0.002,
    "label_smoothing": 0.0,
    "precision": "bfloat16",
}
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
            name="cifar10-cnv",
            about="CNV (six convolutions 64 to 256, dense 512-512-10) for stochastic input, T = 4",
            base="cifar10-cnv-conventional",
            **{**_lattice(4), "epochs": 3, "warmup": 0.2, "jitter": 16},
            **_CIFAR,
        ),
        Recipe(
            name="cifar10-cnv-conventional",
            about="CNV (six convolutions 64 to 256, dense 512-512-10) for 8-bit input",
            epochs=28,
            **_CIFAR,
        ),
        Recipe(
            name="fashion-mnist-cnn",
            about="four convolutions 32 to 64, dense 256-10, for stochastic input, T = 4",
            base="fashion-mnist-cnn-conventional",
            **{**_lattice(4), "epochs": 10, "warmup": 0.5},
            **_FASHION_MAPS,
        ),
        Recipe(
            name="fashion-mnist-cnn-conventional",
            about="four convolutions 32 to 64, dense 256-10, for 8-bit input",
            warmup=2,
            **_FASHION_MAPS,
        ),
        Recipe(
            name="shapes-cnn",
            about="two convolutions 16 and 32, dense 64-10, for stochastic input: 57 kbit",
            data="shapes",
            image=_GREY,
            layers=(
                *_hidden(Conv(16, 5), Pool()),
                *_hidden(Conv(32), Pool()),
                *_dense(64, 10),
            ),
            encoder="lfsr",
            presentations=(1, 2, 8, 16, 4),
            bits="random",
            draws=(8,),
            epochs=20,
            batch=100,
            other_learning_rate=0.005,
            precision="bfloat16",
        ),
        Recipe(
            name="shapes-mlp",
            about="784-96-96-10 for stochastic input: 85.4 kbit of weights, fits a small FPGA",
            data="shapes",
            image=_GREY,
            layers=_dense(96, 96, 10),
            encoder="lfsr",
            presentations=(1, 2, 8, 16, 4),
            bits="random",
            draws=(8,),
            learning_rate=0.03,
            other_learning_rate=0.01,
        ),
    )
}
