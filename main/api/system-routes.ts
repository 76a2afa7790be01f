/** `system.*` and `examples.*`: the machine, and what ships with Athanor. */
import type { Base } from './base.ts';
import type { Services } from './services.ts';

export function createSystemRoutes(base: Base, { status, doctor, folders, defaults }: Services) {
  return {
    status: base.system.status.handler(() => status()),
    doctor: base.system.doctor.handler(() => doctor()),
    defaults: base.system.defaults.handler(() => defaults.read()),
    setDefaults: base.system.setDefaults.handler(({ input }) => {
      defaults.write(input);
      return defaults.read();
    }),
    dataFolder: base.system.dataFolder.handler(() => folders.read()),
    chooseDataFolder: base.system.chooseDataFolder.handler(({ input }) => folders.choose(input.folder)),
  };
}

export function createExampleRoutes(base: Base, { examples }: Services) {
  return { list: base.examples.list.handler(() => examples()) };
}
