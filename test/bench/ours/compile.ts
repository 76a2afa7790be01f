/** How long a network takes from its description to a session that can train it; prints one Measurement. */
import packageJson from '../../../package.json' with { type: 'json' };
import { bindProgram } from '../../../main/engines/binding.ts';
import { findBlockSize } from '../../../main/engines/onnxruntime/blocked/block-size.ts';
import { emitProgram } from '../../../main/engines/onnxruntime/program-model.ts';
import { loadRuntime, runtimeOptions } from '../../../main/engines/onnxruntime/runtime.ts';
import type { Measurement, NetworkWork } from '../case.ts';
import { compileNetwork } from './compile-network.ts';

const work = JSON.parse(process.argv[2] ?? '') as NetworkWork & { readonly threads: number };
const runtime = await loadRuntime();
const block = await findBlockSize(runtime);

const began = performance.now();
const { program } = compileNetwork(work);
// A session does this when a program is first run.
const { bytes } = emitProgram(bindProgram(program.plan, 'step'), 'scan', 'cpu', block);
const session = await runtime.InferenceSession.create(bytes, runtimeOptions({ device: 'cpu', threads: work.threads }));
const seconds = (performance.now() - began) / 1000;
await session.release();

const measurement: Measurement = {
  values: { time: seconds },
  loss: 0,
  versions: {
    Athanor: packageJson.version,
    onnxruntime: runtime.env.versions.node ?? '?',
    Node: process.versions.node,
  },
};
process.stdout.write(`${JSON.stringify(measurement)}\n`);
process.exit(0);
