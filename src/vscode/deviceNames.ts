/** Names of devices as their makers write them. */
const deviceNames: Readonly<Record<string, string>> = { cpu: 'CPU', webgpu: 'WebGPU', cuda: 'CUDA', dml: 'DirectML', coreml: 'Core ML', wasm: 'WebAssembly' };

export function deviceNameOf(device: string): string {
  return deviceNames[device] ?? device;
}
