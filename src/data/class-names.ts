const integer = /^(0|[1-9]\d{0,14})$/;

/**
 * The order of classes in a version, which makes the label numbers: by value where all names are whole numbers (so that
 * 10 follows 9, and MNIST's labels are their digits), else by code points.
 */
export function classOrder(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  return distinct.every((name) => integer.test(name))
    ? distinct.sort((a, b) => Number(a) - Number(b))
    : distinct.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
