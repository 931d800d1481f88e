"""The layers of a binarized ONNX graph, with exact decisions and float32 error bounds.

A second reading of the graph, independent of the C++ importer: it folds nothing. A layer is a product
and the operators after it, applied in double precision together with a running bound of what
float32 arithmetic may have done to each value, and in 400-digit decimals where double cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import numpy as np
import onnx
from onnx import numpy_helper

from onnx_eval import OPERATIONS, EvaluationError, evaluate_model

FLOAT32_UNIT = 2.0**-24  # relative error of one float32 operation
DOUBLE_UNIT = 2.0**-50  # the same for double, with room for a handful of operations
DIGITS = 400
COMPARISONS = {"GreaterOrEqual": 1, "Greater": 1, "Less": -1, "LessOrEqual": -1}


@dataclass
class Step:
    """One operator after a product: "add", "sub", "rsub", "mul", "div" or "norm", per output."""

    kind: str
    parameters: list[np.ndarray]


@dataclass
class Layer:
    """A product, its operators, and how its outcome becomes a bit (not in the last layer)."""

    node: str
    source: str  # tensor on the product's left
    product: str  # tensor that the product makes
    signs: np.ndarray  # float64 [inputs, outputs] of -1 and +1
    scale: np.ndarray  # float64 [outputs]
    steps: list[Step] = field(default_factory=list)
    comparison: str = ""  # "Sign", "GreaterOrEqual", ...; empty in the last layer
    constant: np.ndarray | None = None  # float64 [outputs], what is compared with
    bit_of_truth: bool = True  # the bit where the comparison holds
    activation: str = ""  # the tensor that the next product takes

    @property
    def outputs(self) -> int:
        return self.signs.shape[1]


@dataclass
class Bounded:
    """Values in double precision and how far float32 arithmetic may be from them."""

    value: np.ndarray
    error: np.ndarray

    def rounded(self, value: np.ndarray, error: np.ndarray, units: int = 1) -> Bounded:
        """`value` computed by `units` float32 operations from operands that carry `error`."""
        return Bounded(value, error + units * FLOAT32_UNIT * (np.abs(value) + error) + 1e-44)


def read_layers(model: onnx.ModelProto) -> list[Layer]:
    """The chain of products from the image to the scores."""
    graph = model.graph
    constants = constant_tensors(model)
    consumers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            consumers.setdefault(name, []).append(node)
    products = [n for n in graph.node if n.op_type in ("MatMul", "Gemm") and n.input[0] not in constants]
    layers = []
    for index, product in enumerate(products):
        layer = product_layer(product, constants)
        following = products[index + 1].input[0] if index + 1 < len(products) else ""
        follow(layer, following, consumers, constants, graph.output[0].name)
        layers.append(layer)
    return layers


def constant_tensors(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Every tensor that does not depend on the image, by name."""
    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        if all(name in known for name in node.input if name):
            part = onnx.helper.make_graph([node], "part", [], [])
            inner = evaluate_model(onnx.helper.make_model(part), {n: known[n] for n in node.input if n})
            known.update(inner)
    return known


def attributes_of(node: onnx.NodeProto) -> dict[str, object]:
    """Attribute values by name."""
    return {part.name: onnx.helper.get_attribute_value(part) for part in node.attribute}


def product_layer(node: onnx.NodeProto, constants: dict[str, np.ndarray]) -> Layer:
    """The product alone; Gemm's alpha and C become its first steps."""
    attributes = attributes_of(node)
    weights = constants[node.input[1]].astype(np.float64)
    if attributes.get("transB", 0):
        weights = weights.T
    layer = Layer(
        node=node.name or node.output[0],
        source=node.input[0],
        product=node.output[0],
        signs=np.sign(weights),
        scale=np.abs(weights[0]),
    )
    if not np.array_equal(np.abs(weights), np.broadcast_to(layer.scale, weights.shape)):
        raise EvaluationError(f"node '{layer.node}': the weights are not binary")
    if attributes.get("alpha", 1.0) != 1.0:
        layer.steps.append(Step("mul", [np.float64(attributes["alpha"])]))
    if len(node.input) > 2:
        bias = np.float64(attributes.get("beta", 1.0)) * constants[node.input[2]].astype(np.float64)
        layer.steps.append(Step("add", [bias]))
    return layer


def follow(layer: Layer, following: str, consumers: dict, constants: dict, output: str) -> None:
    """Collects the steps from the product to its comparison, or to the graph's output."""
    tensor = layer.product
    while tensor != output:
        (node,) = consumers[tensor]
        attributes = attributes_of(node)
        if node.op_type == "Sign":
            layer.comparison, layer.constant = "Sign", np.zeros(layer.outputs)
            layer.activation = following
            return
        if node.op_type in COMPARISONS:
            compare(layer, node, tensor, following, consumers, constants)
            return
        layer.steps += steps_of(node, tensor, attributes, constants)
        tensor = node.output[0]


def steps_of(node: onnx.NodeProto, tensor: str, attributes: dict, constants: dict) -> list[Step]:
    """What one operator does."""
    if node.op_type == "BatchNormalization":
        parameters = [constants[name].astype(np.float64) for name in node.input[1:]]
        return [Step("norm", [*parameters, np.float64(np.float32(attributes.get("epsilon", 1e-5)))])]
    if node.op_type in ("Identity", "Clip"):  # import has checked that the clip cannot matter
        return []
    if node.op_type == "Neg":
        return [Step("mul", [np.float64(-1)])]
    if node.op_type not in ("Add", "Sub", "Mul", "Div"):
        raise EvaluationError(f"node '{node.name}' ({node.op_type}): not expected after a product")
    is_first = node.input[0] == tensor
    constant = constants[node.input[1 if is_first else 0]].astype(np.float64).reshape(-1)
    kind = node.op_type.lower()
    return [Step("rsub" if kind == "sub" and not is_first else kind, [constant])]


def compare(
    layer: Layer, node: onnx.NodeProto, tensor: str, following: str, consumers: dict, constants: dict
) -> None:
    """Reads a comparison and which of its outcomes is the larger activation."""
    is_first = node.input[0] == tensor
    constant = constants[node.input[1 if is_first else 0]].astype(np.float64)
    layer.constant = np.broadcast_to(constant.reshape(-1), layer.outputs)
    turned = {"Greater": "Less", "GreaterOrEqual": "LessOrEqual", "Less": "Greater"}
    turned["LessOrEqual"] = "GreaterOrEqual"
    layer.comparison = node.op_type if is_first else turned[node.op_type]
    layer.activation = following
    # The operators up to the next product, applied to both outcomes.
    name, values = node.output[0], np.array([True, False])
    while name != following:
        (tail,) = consumers[name]
        inputs = [values if part == name else constants[part] for part in tail.input]
        values = np.asarray(OPERATIONS[tail.op_type](inputs, attributes_of(tail)))
        name = tail.output[0]
    layer.bit_of_truth = bool(values[0] > values[1])


def apply(step: Step, y: Bounded) -> Bounded:
    """One operator in double, with the bound of its float32 evaluation."""
    if step.kind == "norm":
        gain, bias, mean, variance, epsilon = step.parameters
        deviation = np.sqrt(variance + epsilon)  # two roundings, which the quotient inherits
        y = y.rounded(y.value - mean, y.error)
        y = y.rounded(y.value / deviation, y.error / deviation, units=4)
        y = y.rounded(y.value * gain, y.error * np.abs(gain))
        return y.rounded(y.value + bias, y.error)
    (c,) = step.parameters
    if step.kind in ("add", "sub", "rsub"):
        value = {"add": y.value + c, "sub": y.value - c, "rsub": c - y.value}[step.kind]
        return y.rounded(value, y.error)
    if step.kind == "mul":
        return y.rounded(y.value * c, y.error * np.abs(c))
    return y.rounded(y.value / c, y.error / np.abs(c))


def magnitude(layer: Layer, y: np.ndarray) -> np.ndarray:
    """The largest term on the way: what double's relative error counts from."""
    largest = np.abs(y)
    for step in layer.steps:
        if step.kind == "norm":
            gain, bias, mean, variance, epsilon = step.parameters
            factor = np.abs(gain) / np.sqrt(variance + epsilon)
            largest = (largest + np.abs(mean)) * factor + np.abs(bias)
        elif step.kind in ("mul", "div"):
            (c,) = step.parameters
            largest = largest * np.abs(c) if step.kind == "mul" else largest / np.abs(c)
        else:
            largest = largest + np.abs(step.parameters[0])
    return largest


def holds(comparison: str, difference: np.ndarray | int) -> np.ndarray:
    """Whether a comparison holds, from the sign of value - constant; sign(0) is +1."""
    if comparison in ("Sign", "GreaterOrEqual"):
        return difference >= 0
    return {"Greater": difference > 0, "Less": difference < 0, "LessOrEqual": difference <= 0}[comparison]


def exact_sign(layer: Layer, product: Fraction, output: int) -> int:
    """The sign of value - constant for one neuron, in 400 digits; below 1e-200 of its terms is 0."""

    def decimal(value: float | Fraction) -> Decimal:
        part = Fraction(value)
        return Decimal(part.numerator) / Decimal(part.denominator)

    def of(parameter: np.ndarray) -> Decimal:
        flat = np.reshape(parameter, -1)
        return decimal(float(flat[output if flat.size > 1 else 0]))

    with localcontext(Context(prec=DIGITS)):
        y = decimal(product * Fraction(float(layer.scale[output])))
        largest = abs(y)
        for step in layer.steps:
            if step.kind == "norm":
                gain, bias, mean, variance, epsilon = (of(p) for p in step.parameters)
                factor = gain / (variance + epsilon).sqrt()
                y = (y - mean) * factor + bias
                largest = (largest + abs(mean)) * abs(factor) + abs(bias)
                continue
            c = of(step.parameters[0])
            y = {"add": y + c, "sub": y - c, "rsub": c - y, "mul": y * c}.get(step.kind, None) \
                if step.kind != "div" else y / c
            largest = largest + abs(c) if step.kind in ("add", "sub", "rsub") else abs(y) + largest * abs(c)
        difference = y - of(layer.constant)
        if abs(difference) <= (largest + abs(of(layer.constant))) * Decimal("1e-200"):
            return 0
        return 1 if difference > 0 else -1
