"""The frame of all pages: GOV.UK Frontend's components without its crown, logo and font.

Promises: a page asks no other host for anything, works without JavaScript, and needs no
inline style. A service brings its own templates and extends `frame.html`.
"""
