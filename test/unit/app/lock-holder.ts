/** A process that holds a data folder until it is killed. */
import { openDataFolder } from '../../../main/app/data-folder.ts';

openDataFolder(process.argv[2] ?? '');
process.send?.('held');
setInterval(() => undefined, 1000);
