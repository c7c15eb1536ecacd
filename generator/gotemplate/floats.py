"""Floating-point numbers as strconv and fmt print them. Source of the rules: Go's strconv.FormatFloat, fmt/format.go."""

from __future__ import annotations

import math

from msgspec.structs import replace

from generator.gotemplate.directive import Directive

_MANTISSA_BITS = 52


def float_text(value: float, verb: str, directive: Directive) -> str:
    """Return a number under one of the verbs v, b, g, G, x, X, f, F, e and E."""
    number = _signed(value, verb, directive)
    if number[1] in "IN":
        unsigned = number[1] == "N" and not directive.space and not directive.plus
        return directive.padded(number[1:] if unsigned else number, zeros=False)
    if directive.sharp and verb != "b":
        number = _with_point(number, verb, directive)
    if not directive.plus and number[0] == "+":
        return directive.padded(number[1:])
    missing = (directive.width or 0) - len(number)
    if directive.zero and not directive.minus and missing > 0:
        return number[0] + "0" * missing + number[1:]
    return directive.padded(number)


def complex_text(value: complex, verb: str, directive: Directive) -> str:
    """Return a complex number as (1+2i), each part under one of the verbs of float_text."""
    imaginary = float_text(value.imag, verb, replace(directive, plus=True))
    return f"({float_text(value.real, verb, directive)}{imaginary}i)"


def _signed(value: float, verb: str, directive: Directive) -> str:
    """Return a number with its sign, which is a space where the flag asks for it."""
    if math.isnan(value):
        body, negative = "NaN", False
    else:
        negative = math.copysign(1, value) < 0
        body = "Inf" if math.isinf(value) else _unsigned(abs(value), verb, directive.precision)
    return ("-" if negative else " " if directive.space and not directive.plus else "+") + body


def _unsigned(value: float, verb: str, precision: int | None) -> str:
    match verb:
        case "e" | "E" | "f" | "F":
            return format(value, f".{6 if precision is None else precision}{verb.replace('F', 'f')}")
        case "b":
            return _binary(value)
        case "x" | "X":
            text = _hexadecimal(value, precision)
            return text.upper() if verb == "X" else text
    text = _general(value, precision)
    return text.upper() if verb == "G" else text


def _general(value: float, precision: int | None) -> str:
    """Return %g: the shortest digits that read back, or as many as asked for without zeros at the end."""
    digits, point = _digits(value, precision)
    most = 6 if precision is None else precision or 1
    if precision is not None and most > len(digits) >= point:
        most = len(digits)
    exponent = point - 1
    if exponent < -4 or exponent >= most:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{digits[0]}{tail}e{exponent:+03d}"
    if point <= 0:
        return "0." + "0" * -point + digits
    whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
    return f"{whole}.{fraction}" if fraction else whole


def _digits(value: float, precision: int | None) -> tuple[str, int]:
    """Return the significant digits, without zeros at the end, and how many stand before the point."""
    if value == 0:
        return "0", 1
    scientific = repr(value) if precision is None else format(value, f".{max(precision, 1) - 1}e")
    mantissa, _, exponent = scientific.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent or 0)
    significant = digits.lstrip("0")
    return significant.rstrip("0"), point - (len(digits) - len(significant))


def _parts(value: float) -> tuple[int, int]:
    """Return the 53-bit mantissa (less for subnormal numbers) and the power of two that it is multiplied by."""
    mantissa, exponent = math.frexp(value)
    power = max(exponent - _MANTISSA_BITS - 1, -1074)
    return int(math.ldexp(mantissa, exponent - power)), power


def _binary(value: float) -> str:
    mantissa, power = _parts(value) if value else (0, -1074)
    return f"{mantissa}p{power:+d}"


def _hexadecimal(value: float, precision: int | None) -> str:
    """Return %x: 0x1.8p+01, rounded to even where a precision is given."""
    if value == 0:
        return "0x0" + ("." + "0" * precision if precision else "") + "p+00"
    mantissa, power = _parts(value)
    shift = _MANTISSA_BITS + 1 - mantissa.bit_length()
    mantissa, exponent = mantissa << shift, power - shift + _MANTISSA_BITS
    if precision is not None and precision < 13:
        mantissa = _rounded(mantissa, _MANTISSA_BITS - 4 * precision)
        if mantissa >> (_MANTISSA_BITS + 1):
            mantissa, exponent = mantissa >> 1, exponent + 1
    fraction = format(mantissa & ((1 << _MANTISSA_BITS) - 1), "013x")
    fraction = fraction.rstrip("0") if precision is None else fraction.ljust(precision, "0")[:precision]
    return f"0x1{'.' if fraction else ''}{fraction}p{exponent:+03d}"


def _rounded(mantissa: int, bits: int) -> int:
    """Return a number whose last bits are rounded away, to even where they are half."""
    kept, rest = mantissa >> bits, mantissa & ((1 << bits) - 1)
    half = 1 << (bits - 1)
    if rest > half or (rest == half and kept & 1):
        kept += 1
    return kept << bits


def _with_point(number: str, verb: str, directive: Directive) -> str:
    """Return a number with a decimal point and, under v, g, G and x, the zeros that # keeps."""
    wanted = 0
    if verb in "vgGx":
        wanted = 6 if directive.precision is None else directive.precision
    marks = "pP" if verb in "xX" else "eE"
    cut = next((index for index, one in enumerate(number) if one in marks), len(number))
    body, tail = number[:cut], number[cut:]
    digits = body[1:].replace(".", "")
    wanted -= len(digits.lstrip("0"))
    if "." not in body:
        wanted -= body[1:] == "0"
        body += "."
    return body + "0" * wanted + tail
