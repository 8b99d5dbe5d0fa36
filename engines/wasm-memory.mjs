/** WebAssembly's unit of memory, in bytes. */
const pageBytes = 65_536;
const memorySection = 5;

/**
 * The same module with an upper limit to its memory, in bytes. Go's linker
 * writes none, so a hostile input could ask for 4 GB; with one, Go ends with
 * "out of memory" and the process that hosts the module is not affected.
 */
export function withMemoryCeiling(module, bytes) {
  let at = 8; // after the magic number and the version
  while (at < module.length) {
    const id = module[at];
    const size = readLeb(module, at + 1);
    const end = size.next + size.value;
    if (id === memorySection) {
      const count = readLeb(module, size.next);
      const minimum = readLeb(module, count.next + 1);
      if (count.value !== 1 || module[count.next] !== 0 || minimum.next !== end) break;
      const body = [1, 1, ...leb(minimum.value), ...leb(bytes / pageBytes)];
      return Buffer.concat([
        module.subarray(0, at + 1),
        Buffer.from([...leb(body.length), ...body]),
        module.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error("the module has not the one unlimited memory that Go's linker writes");
}

function readLeb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
}

function leb(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
