// Runs in the page: holds one form of @getodk/xforms-engine; see tests/bench/arms.py for the acts.
//
// The engine computes when it is asked, so every act ends by reading what the bench names (`read`).
import { loadForm } from '/engine/index.js';

let root = null;
let nodes = new Map();

function index(node) {
  nodes.set(node.currentState.reference, node);
  for (const child of node.currentState.children ?? []) index(child);
}

function find(ref) {
  let node = nodes.get(ref);
  if (!node) {
    nodes = new Map();
    index(root);
    node = nodes.get(ref);
  }
  if (!node) throw new Error(`no node at ${ref}`);
  return node;
}

function shown(node) {
  const value = node.currentState.value;
  if (!node.currentState.relevant || value === null) return '';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

function set(node, text) {
  if (node.nodeType === 'select') node.selectValues(text === '' ? [] : text.split(' '));
  else node.setValue(text);
}

// Positions change when an instance leaves, so its range is asked, never a kept instance.
function split(ref) {
  const at = ref.lastIndexOf('[');
  return [ref.slice(0, at), Number(ref.slice(at + 1, -1)) - 1];
}

function job([act, ref, text]) {
  if (act === 'answer') {
    const node = find(ref);
    return () => set(node, text);
  }
  if (act === 'add') {
    const range = find(ref);
    return () => range.addInstances();
  }
  if (act === 'remove') {
    const [above, place] = split(ref);
    const range = find(above);
    nodes = new Map([[above, range]]);
    return () => range.removeInstances(place);
  }
  const node = find(ref);
  return () => {
    let length = 0;
    for (const option of node.currentState.valueOptions) length += option.label.asString.length;
    if (length === 0) throw new Error('no choices');
  };
}

window.load = async (text) => {
  const started = performance.now();
  const form = await loadForm(text);
  if (form.status === 'failure') throw form.error;
  const instance = form.createInstance();
  const taken = performance.now() - started;
  root = instance.root;
  nodes = new Map();
  return taken;
};

window.run = (acts, read) => {
  const total = read === '' ? null : find(read);
  return acts.map((act) => {
    const timed = job(act);
    const watched = act[3] ? find(act[3]) : total;
    const started = performance.now();
    timed();
    if (watched) shown(watched);
    return performance.now() - started;
  });
};

window.read = (ref) => shown(find(ref));
window.ready = true;
