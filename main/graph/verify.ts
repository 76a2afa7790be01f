/** Says whether a graph or a plan is legal, naming the node, the op and the types where it is not. */
import { BugError } from '../base/errors.ts';
import { opDefinition, opNames } from './ops/registry.ts';
import { typesEqual } from './shapes.ts';
import { formatType, type TensorType } from './tensor.ts';
import type { Graph, NamedValue, Node, Value } from './ir.ts';
import type { Plan, Program, ProgramName } from './plan.ts';

/** Throws BugError unless the graph is in single-assignment form, in topological order and rightly typed. */
export function verify(graph: Graph): void {
  expectUniqueNames('input', graph.inputs);
  expectUniqueNames('output', graph.outputs);
  const defined = new Map<number, TensorType>();
  const define = (value: Value, where: string): void => {
    if (defined.has(value.id)) throw new BugError(`${where} defines value ${value.id} a second time`);
    defined.set(value.id, value.type);
  };
  const use = (value: Value, where: string): void => {
    const type = defined.get(value.id);
    if (type === undefined) throw new BugError(`${where} uses value ${value.id} before anything defines it`);
    if (!typesEqual(type, value.type)) {
      throw new BugError(`${where} takes value ${value.id} for ${formatType(value.type)}: it is ${formatType(type)}`);
    }
  };

  for (const { name, value } of graph.inputs) define(value, `input ${name}`);
  graph.nodes.forEach((node, index) => {
    const where = describeNode(node, index);
    for (const input of node.inputs) use(input, where);
    verifyTypes(node, where);
    for (const output of node.outputs) define(output, where);
  });
  for (const { name, value } of graph.outputs) use(value, `output ${name}`);
}

/** Throws BugError unless every program is legal and agrees with the plan about the state. */
export function verifyPlan(plan: Plan): void {
  for (const [name, type] of Object.entries(plan.state)) {
    if (type.shape.includes('batch')) throw new BugError(`state ${name} is ${formatType(type)}: state has no batch`);
  }
  for (const [name, program] of Object.entries(plan.programs) as [ProgramName, Program][]) {
    verify(program.graph);
    verifyState(plan, name, program);
  }
}

function verifyState(plan: Plan, programName: ProgramName, { graph, state, resident }: Program): void {
  for (const name of state) {
    const type = plan.state[name];
    const uses = [...graph.inputs, ...graph.outputs].filter((named) => named.name === name);
    if (type === undefined) throw new BugError(`program ${programName} uses a state ${name} that the plan has not`);
    if (uses.length === 0) throw new BugError(`program ${programName} neither reads nor writes its state ${name}`);
    for (const { value } of uses) {
      if (!typesEqual(type, value.type)) {
        const found = formatType(value.type);
        throw new BugError(`program ${programName} takes state ${name} for ${found}: it is ${formatType(type)}`);
      }
    }
  }
  for (const name of resident) {
    const input = graph.inputs.find((named) => named.name === name);
    if (input === undefined) throw new BugError(`program ${programName} has no resident input ${name}`);
    if (input.value.type.shape.includes('batch')) {
      throw new BugError(
        `resident ${name} of program ${programName} is ${formatType(input.value.type)}: it has no batch`,
      );
    }
  }
}

function verifyTypes(node: Node, where: string): void {
  if (!opNames.includes(node.op)) throw new BugError(`${where} is not a known op`);
  const inferred = opDefinition(node.op).infer(
    node.inputs.map((input) => input.type),
    node.attributes,
  );
  const agree =
    inferred.length === node.outputs.length &&
    node.outputs.every((output, index) => typesEqual(output.type, inferred[index] ?? output.type));
  if (!agree) {
    const found = node.outputs.map((output) => formatType(output.type)).join(', ');
    throw new BugError(`${where} gives ${inferred.map(formatType).join(', ')}, not ${found}`);
  }
}

function describeNode(node: Node, index: number): string {
  return `node ${index} (${node.op}${node.scope === '' ? '' : ` in ${node.scope}`})`;
}

function expectUniqueNames(kind: string, named: readonly NamedValue[]): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) throw new BugError(`two ${kind}s are named ${name}`);
    seen.add(name);
  }
}
