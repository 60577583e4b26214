//! The API, from the outside: the built program is served, and asked by HTTP as a browser or another system would.

mod bad_input;
mod board;
mod description;
mod enumeration;
mod example;
mod gates;
mod notifications;
mod pages;
mod people;
mod pictures;
mod provider;
mod receivers;
mod rules;
mod server;
mod sign_on;
mod story;
mod strange_text;

pub use server::new_database;
