/** The order of the training rows in every epoch, as the loop draws it: what generate.py is given, since PyTorch draws otherwise. */
import { permutation } from '../../../main/models/random/stream.ts';

const [rows, seed, epochs] = [30, 7, 6];
const orders = Array.from({ length: epochs }, (_, epoch) => [...permutation(rows, seed, 'shuffle', epoch)]);
process.stdout.write(JSON.stringify(orders));
