//! The API, from the outside: the built program is served, and asked by HTTP as a browser or another system would.

mod bad_input;
mod description;
mod enumeration;
mod example;
mod people;
mod server;
mod story;
