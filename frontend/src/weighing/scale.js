// A scale on the table. A driver is `parse(bytes) -> {gram, stable}`; typing the weight always
// remains, since many cheap scales speak otherwise or not at all.

const WEIGHT_SCALE = 0x181d;
const MEASUREMENT = 0x2a9d;
const IMPERIAL = 1;
const GRAMS_PER_COUNT = 5;
const GRAMS_PER_HUNDREDTH_LB = 4.5359237;

// Bluetooth Weight Scale Service 1.0, characteristic Weight Measurement: flags, then uint16 little
// endian. Such a scale tells a weight only once it stands still.
export function parse(bytes) {
  if (bytes.length < 3) return null;
  const count = bytes[1] | (bytes[2] << 8);
  const gram = bytes[0] & IMPERIAL ? Math.round(count * GRAMS_PER_HUNDREDTH_LB) : count * GRAMS_PER_COUNT;
  return { gram, stable: true };
}

export const isPossible = () => Boolean(navigator.bluetooth?.requestDevice);

// Asks the person for a scale; then `tell` hears every reading. Gives what ends the talk.
export async function listen(tell) {
  const device = await navigator.bluetooth.requestDevice({ filters: [{ services: [WEIGHT_SCALE] }] });
  const server = await device.gatt.connect();
  const service = await server.getPrimaryService(WEIGHT_SCALE);
  const measurement = await service.getCharacteristic(MEASUREMENT);
  measurement.addEventListener("characteristicvaluechanged", ({ target }) => {
    const { buffer, byteOffset, byteLength } = target.value;
    const reading = parse(new Uint8Array(buffer, byteOffset, byteLength));
    if (reading?.stable) tell(reading.gram);
  });
  await measurement.startNotifications();
  return () => server.disconnect();
}
