import { existsSync } from 'node:fs';

/** What Dawn and DirectML bring on Windows: without the last two a Windows graphics card cannot be used through WebGPU. */
const windowsRuntime = ['onnxruntime_binding.node', 'onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'];
const linuxRuntime = ['onnxruntime_binding.node', 'libonnxruntime.so.1'];
/** The npm package holds the library twice, under two names; the binding asks for this one. */
const macRuntime = ['onnxruntime_binding.node', 'libonnxruntime.1.dylib'];

/**
 * One package: who can install it, and what is in it that runs nowhere else.
 * @typedef {object} Target
 * @property {string} name as the marketplaces and `vsce --target` call it
 * @property {string} platform as in process.platform
 * @property {string} arch as in process.arch
 * @property {readonly string[]} runtime files of the native model runtime; none: WebAssembly does the work. onnxruntime-node 1.30 has no binary for macOS on Intel, and none for Alpine's C library.
 */

/** The packages of a release. @type {readonly Target[]} */
export const targets = [
  { name: 'win32-x64', platform: 'win32', arch: 'x64', runtime: windowsRuntime },
  { name: 'win32-arm64', platform: 'win32', arch: 'arm64', runtime: windowsRuntime },
  { name: 'darwin-x64', platform: 'darwin', arch: 'x64', runtime: [] },
  { name: 'darwin-arm64', platform: 'darwin', arch: 'arm64', runtime: macRuntime },
  { name: 'linux-x64', platform: 'linux', arch: 'x64', runtime: linuxRuntime },
  { name: 'linux-arm64', platform: 'linux', arch: 'arm64', runtime: linuxRuntime },
  { name: 'alpine-x64', platform: 'linux', arch: 'x64', runtime: [] },
  { name: 'alpine-arm64', platform: 'linux', arch: 'arm64', runtime: [] },
];

/** @param {string} name @returns {Target} @throws Error where there is no such package */
export function targetNamed(name) {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target ${name}; the targets are ${targets.map((target) => target.name).join(', ')}`);
  return found;
}

/** The package for this machine. @returns {Target} @throws Error where none is made for it */
export function hostTarget() {
  const system = existsSync('/etc/alpine-release') ? 'alpine' : process.platform;
  return targetNamed(`${system}-${process.arch}`);
}
