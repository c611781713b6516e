// The validation room
