import {
  Copy,
  DockerfileParser,
  From,
  type Healthcheck,
  type Instruction,
  JSONInstruction,
  PropertyInstruction,
} from 'dockerfile-ast';

/** One instruction of a stage, as far as it changes files or how they are run. */
export type Step =
  | { does: 'workdir'; path: string }
  /** `from` names a stage; undefined is the folder that is built from. */
  | { does: 'copy'; from: string | undefined; sources: string[]; target: string }
  | { does: 'run'; command: string }
  | { does: 'env'; variables: Record<string, string> };

/** What one FROM begins. */
export interface Stage {
  name: string;
  /** The name of an earlier stage, or an image such as `node:26-trixie-slim`. */
  base: string;
  steps: Step[];
}

/** How the last stage is run. */
export interface ImageCommands {
  command: string[];
  healthcheck: string[];
  /** `uid:gid`, as written. */
  user: string;
}

export interface ParsedDockerfile extends ImageCommands {
  stages: Stage[];
}

/**
 * Reads a Dockerfile of the kind that we write.
 * @throws Error naming an instruction that this reader does not know, or one that is missing
 */
export function parseDockerfile(text: string): ParsedDockerfile {
  const stages: Stage[] = [];
  const args: Record<string, string> = {};
  const last: Partial<ImageCommands> = {};
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From) {
      const base = expand(instruction.getImage() ?? '', args);
      stages.push({ name: instruction.getBuildStage() ?? '', base, steps: [] });
      continue;
    }
    if (instruction.getKeyword() === 'ARG') Object.assign(args, propertiesOf(instruction));
    const step = stepOf(instruction);
    if (step) stages.at(-1)?.steps.push(step);
    else Object.assign(last, commandsOf(instruction));
  }
  const { command, healthcheck, user } = last;
  if (!command || !healthcheck || user === undefined) throw new Error('It lacks CMD, HEALTHCHECK or USER');
  return { stages, command, healthcheck, user };
}

/** Says nothing about files or processes here. */
const NO_STEP = ['ARG', 'LABEL', 'EXPOSE', 'STOPSIGNAL'];

function stepOf(instruction: Instruction): Step | undefined {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  if (instruction instanceof Copy) {
    const from = instruction.getFromFlag()?.getValue() ?? undefined;
    return { does: 'copy', from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
  }
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      return { does: 'workdir', path: words.join(' ') };
    case 'RUN':
      return { does: 'run', command: instruction.getArgumentsContent() ?? '' };
    case 'ENV':
      return { does: 'env', variables: propertiesOf(instruction) };
    default:
      return undefined;
  }
}

function commandsOf(instruction: Instruction): Partial<ImageCommands> {
  const keyword = instruction.getKeyword();
  if (keyword === 'USER') return { user: instruction.getArgumentsContent() ?? '' };
  if (keyword === 'CMD' && instruction instanceof JSONInstruction) {
    return { command: instruction.getJSONStrings().map((argument) => argument.getJSONValue()) };
  }
  if (keyword === 'HEALTHCHECK') return { healthcheck: healthcheckOf(instruction as Healthcheck) };
  if (NO_STEP.includes(keyword)) return {};
  throw new Error(`Not known here: ${keyword} ${instruction.getArgumentsContent() ?? ''}`);
}

/** `CMD ["…", …]` behind the flags: the parser leaves it as text. */
function healthcheckOf(instruction: Healthcheck): string[] {
  const text = instruction.getArgumentsContent() ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}

function propertiesOf(instruction: Instruction): Record<string, string> {
  if (!(instruction instanceof PropertyInstruction)) return {};
  return Object.fromEntries(
    instruction.getProperties().map((property) => [property.getName(), property.getValue() ?? '']),
  );
}

function expand(text: string, args: Record<string, string>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => args[name] ?? whole);
}
