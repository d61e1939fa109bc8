// What grams are worth, in whole rupiah, as the city computes it (rules/money.py). BigInt, since
// grams times price leaves the whole numbers that a double keeps.

export function valueOf(grams, priceIdr) {
  const product = BigInt(grams) * BigInt(priceIdr);
  const whole = product / 1000n;
  const rest = product % 1000n;
  const isUp = rest > 500n || (rest === 500n && whole % 2n === 1n);
  return Number(whole + (isUp ? 1n : 0n));
}
