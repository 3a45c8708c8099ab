"""When a request must be answered, who may ask and agree, what data may be used for, how long it is kept."""
