'use strict'
// Not needed: what runs here only saves waiting. It works for a pass (SHA-256 over pass, full stop and a number has to begin with so
// many zero bits), counts the seconds that are left, keeps a button from being pressed twice, and leaves no way back when one leaves.

const primes = []
for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p)) primes.push(n)
const fraction = x => ((x - Math.floor(x)) * 2 ** 32) | 0
const K = primes.map(p => fraction(Math.cbrt(p)))
const START = primes.slice(0, 8).map(p => fraction(Math.sqrt(p)))
const W = new Int32Array(64)

// The state after one more block of 64 bytes.
function block(state, bytes, from) {
  for (let i = 0; i < 16; i++, from += 4) W[i] = (bytes[from] << 24) | (bytes[from + 1] << 16) | (bytes[from + 2] << 8) | bytes[from + 3]
  const turn = (x, n) => (x >>> n) | (x << (32 - n))
  for (let i = 16; i < 64; i++) {
    const a = W[i - 15], b = W[i - 2]
    W[i] = W[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + W[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; i++) {
    const x = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0
    const y = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g; g = f; f = e; e = (d + x) | 0; d = c; c = b; b = a; a = (x + y) | 0
  }
  return [a, b, c, d, e, f, g, h].map((x, i) => (x + state[i]) | 0)
}

function solve(pass, bits) {
  const before = pass + '.', whole = before.length & ~63
  const bytes = new Uint8Array(whole + 128)
  for (let i = 0; i < before.length; i++) bytes[i] = before.charCodeAt(i)
  let middle = START
  for (let i = 0; i < whole; i += 64) middle = block(middle, bytes, i)
  for (let n = 0; ; n++) {
    const digits = String(n), length = before.length + digits.length
    bytes.fill(0, before.length)
    for (let i = 0; i < digits.length; i++) bytes[before.length + i] = digits.charCodeAt(i)
    bytes[length] = 128
    const end = whole + (length - whole < 56 ? 64 : 128)
    for (let i = 0; i < 4; i++) bytes[end - 1 - i] = (length * 8) >>> (8 * i)
    let state = middle
    for (let i = whole; i < end; i += 64) state = block(state, bytes, i)
    if (Math.clz32(state[0]) >= bits) return digits
  }
}

function page() {
  const form = document.getElementById('form')
  const fields = form && form.elements
  if (form && form.dataset.work && !fields.solution.value) {
    const work = new Worker(document.currentScript.src)
    work.onmessage = ({ data }) => {
      fields.pass.value = form.dataset.work
      fields.solution.value = data
      work.terminate()
    }
    work.postMessage([form.dataset.work, Number(form.dataset.bits)])
  }
  if (form) form.addEventListener('submit', event => setTimeout(() => (event.submitter.disabled = true)))
  const left = document.querySelector('[data-seconds]')
  if (left) {
    const text = left.textContent
    let seconds = Number(left.dataset.seconds)
    const clock = setInterval(() => {
      seconds--
      left.textContent = seconds > 0 ? text.replace(left.dataset.seconds, seconds) : left.dataset.open
      if (seconds <= 0) clearInterval(clock)
    }, 1000)
  }
  document.querySelector('.leave').addEventListener('click', event => {
    event.preventDefault()
    location.replace(event.target.href)
  })
}

if (typeof document === 'undefined') onmessage = ({ data: [pass, bits] }) => postMessage(solve(pass, bits))
else page()
