//! The API, from the outside: the built program is served, and asked by HTTP as a browser or another system would.

mod administration;
mod bad_input;
mod board;
mod charge;
mod description;
mod disclosure;
mod enumeration;
mod evidence;
mod example;
mod gates;
mod notifications;
mod pages;
mod people;
mod pictures;
mod pictures_by_form;
mod provider;
mod receivers;
mod rules;
mod search;
mod server;
mod sign_on;
mod story;
mod strange_text;

pub use server::new_database;
