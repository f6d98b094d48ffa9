-- Gifts for wrk: each request books another one.  wrk -s gifts.lua URL -- BASE TOKEN CAMPAIGN
-- SPDX-License-Identifier: Apache-2.0
local threads = 0

function setup(thread)
    thread:set('thread_number', threads)
    threads = threads + 1
end

function init(args)
    number = tonumber(args[1])
    headers = { ['Authorization'] = 'Bearer ' .. args[2], ['Content-Type'] = 'application/json' }
    path = '/api/v1/campaigns/' .. args[3] .. '/donations'
end

function request()
    number = number + 1
    local payment = string.format('4200000%03d20200204%010d', thread_number, number)
    headers['Idempotency-Key'] = payment
    return wrk.format('POST', path, headers, '{"payment_no":"' .. payment ..
        '","amount_fen":5000,"paid_at":"2020-02-04T12:00:00+08:00","channel":"wechat","payer":"王小明"}')
end
