// SPDX-License-Identifier: MIT
//
// Points in TAP: point('a sentence', async () => { ... throw ... }).

let points = 0;
let failures = 0;

export async function point(sentence, body) {
	points++;
	try {
		await body();
		console.log(`ok ${points} - ${sentence}`);
	} catch (error) {
		failures++;
		console.log(`not ok ${points} - ${sentence}`);
		console.log(`# ${error.stack ?? error}`.replaceAll('\n', '\n# '));
	}
}

export function finish() {
	console.log(`1..${points}`);
	process.exitCode = failures ? 1 : 0;
}
