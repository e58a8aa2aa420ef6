const POLYNOMIAL = 0x82f63b78;

const TABLE = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  }
  return remainder;
});

/** CRC-32C (Castagnoli) as an unsigned number; goes on from the value of what came before. */
export function crc32c(data: Uint8Array, before = 0): number {
  let remainder = ~before;
  for (const byte of data) {
    remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ byte) & 0xff] as number);
  }
  return ~remainder >>> 0;
}
