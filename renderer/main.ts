/** Starts the window: takes the token out of the address, then mounts the app. */
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { z } from 'zod';
import App from './App.svelte';
import { chooseTransport, takeToken } from './connection/transport.ts';

// The content security policy forbids the code generation that zod would otherwise try.
z.config({ jitless: true });
takeToken();

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { transport: chooseTransport() } });
