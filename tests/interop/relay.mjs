// SPDX-License-Identifier: MIT
//
// Requests through the authority's CONNECT relay, in the shape of MSAL's
// network module: node's own fetch knows no proxies before node 24.

import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';

const proxy = new URL(process.env.AUTHORITY_PROXY);
const ca = fs.readFileSync(process.env.AUTHORITY_CA);

function tunnel(host) {
	return new Promise((resolve, reject) => {
		const request = http.request({
			host: proxy.hostname,
			port: proxy.port,
			method: 'CONNECT',
			path: `${host}:443`,
		});
		request.on('error', reject);
		request.on('connect', (answer, socket) => {
			if (answer.statusCode !== 200)
				reject(new Error(`CONNECT: ${answer.statusCode}`));
			else
				resolve(tls.connect({ socket, ca, servername: host }));
		});
		request.end();
	});
}

export async function send(method, url, { headers = {}, body } = {}) {
	const { hostname } = new URL(url);
	const socket = await tunnel(hostname);

	return new Promise((resolve, reject) => {
		const request = https.request(url, {
			method,
			// With a connection of its own, node would add ":80".
			headers: { Host: hostname, ...headers },
			createConnection: () => socket,
		});
		request.on('error', reject);
		request.on('response', async (answer) => {
			let text = '';
			for await (const piece of answer)
				text += piece;
			resolve({
				status: answer.statusCode,
				headers: answer.headers,
				body: JSON.parse(text),
			});
		});
		request.end(body);
	});
}

export const networkClient = {
	sendGetRequestAsync: (url, options) => send('GET', url, options),
	sendPostRequestAsync: (url, options) => send('POST', url, options),
};
