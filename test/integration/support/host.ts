/** A process that holds a data folder as an app does, to be worked with through its local socket, and to be killed. */
import { createApp } from '../../../main/app/index.ts';

const [dataFolder = '', interval = '2000'] = process.argv.slice(2);
const app = await createApp({ dataFolder, shell: 'browser', checkpointInterval: Number(interval) });
process.on('SIGTERM', () => {
  void app.close().then(() => process.exit(0));
});
process.stdout.write('ready\n');
